/* Promise: the kernel is asked each time, and what it answers is not guessed at. */
#include "job.h"

enum { MOST_PIDS = 128, TICKS_A_MICROSECOND = 10 };

/* The list goes on behind the structure, which has room for one. */
union pid_list {
	JOBOBJECT_BASIC_PROCESS_ID_LIST list;
	unsigned char room[sizeof(JOBOBJECT_BASIC_PROCESS_ID_LIST) + (MOST_PIDS - 1) * sizeof(ULONG_PTR)];
};

static bool set_limits(HANDLE job, DWORD flags)
{
	JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { .BasicLimitInformation.LimitFlags = flags };

	return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
}

HANDLE job_create(void)
{
	/* Without a name, by which others could open it, and not inheritable: who holds it keeps the members alive. */
	HANDLE job = CreateJobObjectW(NULL, NULL);

	if (job != NULL && !set_limits(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)) {
		DWORD error = GetLastError();

		CloseHandle(job);
		SetLastError(error);
		return NULL;
	}
	return job;
}

bool job_is_empty(HANDLE job)
{
	JOBOBJECT_BASIC_ACCOUNTING_INFORMATION accounts;

	return QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &accounts, sizeof accounts, NULL) &&
	       accounts.ActiveProcesses == 0;
}

void job_kill(HANDLE job)
{
	TerminateJobObject(job, KILL_CODE);
}

size_t job_members(HANDLE job, DWORD *pids, size_t room)
{
	union pid_list members;
	size_t count = 0;

	/* More than there is room for is an error, which still fills the list. */
	if (!QueryInformationJobObject(job, JobObjectBasicProcessIdList, &members, sizeof members, NULL) &&
	    GetLastError() != ERROR_MORE_DATA)
		return 0;
	for (; count < room && count < members.list.NumberOfProcessIdsInList; count++)
		pids[count] = (DWORD)members.list.ProcessIdList[count];
	return count;
}

bool job_let_go(HANDLE job)
{
	return set_limits(job, 0);
}

struct usage job_usage(HANDLE job)
{
	JOBOBJECT_BASIC_ACCOUNTING_INFORMATION accounts;
	JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
	struct usage usage = { .user_us = 0 };

	if (QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &accounts, sizeof accounts, NULL)) {
		usage.user_us = accounts.TotalUserTime.QuadPart / TICKS_A_MICROSECOND;
		usage.system_us = accounts.TotalKernelTime.QuadPart / TICKS_A_MICROSECOND;
	}
	if (QueryInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits, NULL))
		usage.peak_bytes = (long long)limits.PeakJobMemoryUsed;
	return usage;
}
