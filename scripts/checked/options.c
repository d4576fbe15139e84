/*
 * Where the sanitizers' reports go: into files, since a warden has closed its stderr; and not by ASAN_OPTIONS, since its
 * environment is the program's. Leaks are valgrind's to find: the leak sanitizer stops its own process as a debugger does, and
 * waits for ever when the host continues that process in the same moment (ptrace(2), PTRACE_ATTACH).
 */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
	return "log_path=" REPORTS ":exitcode=99:detect_leaks=0";
}

const char *__ubsan_default_options(void)
{
	return "log_path=" REPORTS ":print_stacktrace=1";
}
