/*
 * Where the sanitizers' reports go: into files, since a warden has closed its stderr; and not by ASAN_OPTIONS, since its
 * environment is the program's.
 */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
	return "log_path=" REPORTS ":exitcode=99";
}

const char *__ubsan_default_options(void)
{
	return "log_path=" REPORTS ":print_stacktrace=1";
}
