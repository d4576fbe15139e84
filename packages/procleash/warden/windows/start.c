/*
 * Promises: the program starts with its three streams and no other handle; it is a member of the job before its first instruction,
 * and, but on systems that refuse that, from its creation on; and it is the first of a group, which CTRL_BREAK can be sent to.
 */
#include "start.h"

#include <stdlib.h>

enum { STREAMS = 3, MOST_ATTRIBUTES = 2 };

/* Headers before Windows 10 do not have it: ProcThreadAttributeValue(13, FALSE, TRUE, FALSE). */
#ifndef PROC_THREAD_ATTRIBUTE_JOB_LIST
#define PROC_THREAD_ATTRIBUTE_JOB_LIST 0x0002000D
#endif

static const DWORD stream_names[STREAMS] = { STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE };

/* NULL where there is none, also when it was closed behind our back. */
static HANDLE stream(int index)
{
	HANDLE handle = GetStdHandle(stream_names[index]);

	if (handle == INVALID_HANDLE_VALUE || !SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
		return NULL;
	return handle;
}

/* Each once: the list of what is inherited does not take one twice. How many. */
static size_t own_streams(HANDLE *list)
{
	size_t count = 0;

	for (int i = 0; i < STREAMS; i++) {
		HANDLE handle = stream(i);
		size_t same = 0;

		while (same < count && list[same] != handle)
			same++;
		if (handle != NULL && same == count)
			list[count++] = handle;
	}
	return count;
}

/* Without a job, the program is suspended, so that it can be brought into one. */
static bool create(const struct program *program, HANDLE job, PROCESS_INFORMATION *created)
{
	/* What the list of attributes points to has to stay until the call. */
	HANDLE inherited[STREAMS];
	size_t count = own_streams(inherited);
	STARTUPINFOEXW startup = {
		.StartupInfo.cb = sizeof startup,
		.StartupInfo.dwFlags = STARTF_USESTDHANDLES,
		.StartupInfo.hStdInput = stream(0),
		.StartupInfo.hStdOutput = stream(1),
		.StartupInfo.hStdError = stream(2),
	};
	DWORD flags = CREATE_NEW_PROCESS_GROUP | EXTENDED_STARTUPINFO_PRESENT | (job == NULL ? CREATE_SUSPENDED : 0);
	SIZE_T size = 0;
	DWORD error;
	bool done;

	InitializeProcThreadAttributeList(NULL, MOST_ATTRIBUTES, 0, &size);
	startup.lpAttributeList = HeapAlloc(GetProcessHeap(), 0, size);
	if (startup.lpAttributeList == NULL) {
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
		return false;
	}
	done = InitializeProcThreadAttributeList(startup.lpAttributeList, MOST_ATTRIBUTES, 0, &size);
	if (done) {
		/* An empty list is refused. */
		if (count > 0)
			done = UpdateProcThreadAttribute(startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, inherited,
							 count * sizeof *inherited, NULL, NULL);
		if (done && job != NULL)
			done = UpdateProcThreadAttribute(startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_JOB_LIST, &job,
							 sizeof job, NULL, NULL);
		done = done && CreateProcessW(program->application, program->command_line, NULL, NULL, count > 0, flags, NULL,
					      program->cwd[0] == L'\0' ? NULL : program->cwd, &startup.StartupInfo, created);
		error = GetLastError();
		DeleteProcThreadAttributeList(startup.lpAttributeList);
	} else {
		error = GetLastError();
	}
	HeapFree(GetProcessHeap(), 0, startup.lpAttributeList);
	SetLastError(error);
	return done;
}

/* Unknown before Windows 10, and not allowed for a program that the system itself puts into a job of its own (a packaged one). */
static bool may_refuse_the_job(DWORD error)
{
	return error == ERROR_ACCESS_DENIED || error == ERROR_NOT_SUPPORTED || error == ERROR_INVALID_PARAMETER;
}

/* If we are killed between two of these calls, the program stays, suspended, and has done nothing yet. */
static bool create_and_bring_in(const struct program *program, HANDLE job, PROCESS_INFORMATION *created,
				struct refusal *refusal)
{
	if (!create(program, NULL, created)) {
		*refusal = (struct refusal){ "failed create", GetLastError() };
		return false;
	}
	if (AssignProcessToJobObject(job, created->hProcess)) {
		ResumeThread(created->hThread);
		return true;
	}
	*refusal = (struct refusal){ "failed job", GetLastError() };
	TerminateProcess(created->hProcess, EXIT_FAILURE);
	CloseHandle(created->hThread);
	CloseHandle(created->hProcess);
	return false;
}

bool start_program(const struct program *program, HANDLE job, struct leader *leader, struct refusal *refusal)
{
	PROCESS_INFORMATION created;

	if (!create(program, job, &created)) {
		*refusal = (struct refusal){ "failed create", GetLastError() };
		if (!may_refuse_the_job(refusal->error) || !create_and_bring_in(program, job, &created, refusal))
			return false;
	}
	CloseHandle(created.hThread);
	*leader = (struct leader){ .process = created.hProcess, .pid = created.dwProcessId };
	return true;
}

void let_go_of_streams(void)
{
	HANDLE own[STREAMS];
	size_t count = own_streams(own);

	/* The descriptors 0 to 2 of the C library are these handles, and nothing here uses them. */
	for (int i = 0; i < STREAMS; i++)
		SetStdHandle(stream_names[i], NULL);
	while (count > 0)
		CloseHandle(own[--count]);
}
