/* Becomes a subreaper, then EMULATOR with WARDEN and the arguments that it was given itself. See prctl.c. */
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char **command = calloc((size_t)argc + 4, sizeof *command);

	if (command == NULL || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return 125;
	command[0] = EMULATOR;
	command[1] = "-0";
	command[2] = argv[0];
	command[3] = WARDEN;
	for (int i = 1; i < argc; i++)
		command[i + 3] = argv[i];
	execvp(command[0], command);
	return 126;
}
