/*
 * Promises: nobody leaves the tree (this process is the subreaper of all below it), no signal reaches a process that is
 * not of it, and "nobody is left" is said only when wait(2) says ECHILD.
 */
#include "tree.h"

#include "process.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* A tree that moves faster than it is read is not looked for without end: a signal is a request, the kill is not. */
enum { MOST_LOOKS = 10 };

static bool group_is_ours(const struct tree *tree)
{
	/* A pid is not given out again before its zombie is reaped, and so neither is the number of its group. */
	return tree->group != 0 && tree->state != LEADER_REAPED;
}

static void note_leader_end(struct tree *tree, const siginfo_t *info)
{
	tree->state = LEADER_ENDED;
	tree->by_signal = info->si_code != CLD_EXITED;
	tree->code = info->si_status;
}

/* True when only the leader's zombie is left, or nobody can say: then it is reaped, and wait(2) has the last word. */
static bool reap_all_but_the_leader(const struct tree *tree)
{
	struct process self = { .pid = getpid(), .threads = 1 };
	struct children children = { 0 };
	enum sight sight = look_around();
	bool others = false;

	if (sight == SIGHT_NONE)
		return true;
	add_children(&self, sight, &children);
	for (size_t i = 0; i < children.count; i++) {
		pid_t child = children.list[i].pid;

		if (child != tree->leader && waitpid(child, NULL, WNOHANG) == 0)
			others = true;
	}
	free(children.list);
	return !others;
}

bool reap(struct tree *tree)
{
	for (;;) {
		siginfo_t info;

		info.si_pid = 0;
		/* WNOWAIT: a look at who is dead first, because the leader is not to be buried yet. */
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
			return errno == ECHILD;
		if (info.si_pid == 0)
			return false;
		if (info.si_pid == tree->leader && tree->state != LEADER_REAPED) {
			if (tree->state == LEADER_RUNS)
				note_leader_end(tree, &info);
			/*
			 * Its zombie is found first every time: the others are asked for by name. If nobody was
			 * started since, there is none; that is much cheaper to ask, and does not decide.
			 */
			if (newest_pid() != tree->leader && !reap_all_but_the_leader(tree))
				return false;
			tree->state = LEADER_REAPED;
		}
		waitpid(info.si_pid, NULL, WNOHANG);
	}
}

/* Called with each process that is found, and a handle to signal it by. */
typedef void visitor(const struct process *process, int handle, void *context);

/* Everybody alive below this process, parents before their children. False if somebody was on the move. */
static bool walk(visitor *visit, void *context)
{
	struct process self = { .pid = getpid(), .threads = 1 };
	struct children open = { 0 };
	enum sight sight = look_around();
	bool complete = true;

	add_children(&self, sight, &open);
	for (size_t i = 0; i < open.count; i++) {
		struct child child = open.list[i];
		int handle = open_handle(child.pid);
		struct process process;

		if (!(sight != SIGHT_NONE && read_process(child.pid, &process)) && !ask_about_child(child.pid, &process)) {
			/* It has ended. If it had children, they are ours by now. */
			complete = false;
		} else if (process.parent != child.parent && process.parent != self.pid) {
			/* It lost its parent meanwhile, or it is a stranger with the number of one that has ended. */
			complete = false;
		} else {
			/* First its children are read, then it may be killed: a dead process has none. */
			add_children(&process, sight, &open);
			if (is_live(&process))
				visit(&process, handle, context);
		}
		if (handle >= 0)
			close(handle);
	}
	free(open.list);
	return complete;
}

bool asks_for_the_end(int number)
{
	return number == SIGTERM || number == SIGINT || number == SIGHUP || number == SIGQUIT;
}

/* What is to be done once to each process outside the leader's group. */
struct strike {
	pid_t group; /* whose members have the signal already; 0 if nobody has */
	int number, second;
	pid_t newest;
	unsigned long long started;
	struct process *struck;
	size_t count, room;
};

/* Started since the signal was asked for: what the tree starts when it is told to end is its own cleaning up. */
static bool is_newcomer(const struct strike *strike, const struct process *process)
{
	/* `start` is coarse (10 ms), and pids come around: within one tick they do not. */
	return process->start > strike->started ||
	       (process->start == strike->started && strike->newest != 0 && process->pid > strike->newest);
}

static bool is_struck(const struct strike *strike, const struct process *process)
{
	for (size_t i = 0; i < strike->count; i++)
		if (strike->struck[i].pid == process->pid && strike->struck[i].start == process->start)
			return true;
	return false;
}

static void note_struck(struct strike *strike, const struct process *process)
{
	if (strike->count == strike->room) {
		size_t room = strike->room == 0 ? 64 : strike->room * 2;
		struct process *struck = realloc(strike->struck, room * sizeof *struck);

		if (struck == NULL)
			return;
		strike->struck = struck;
		strike->room = room;
	}
	strike->struck[strike->count++] = *process;
}

static void strike_once(const struct process *process, int handle, void *context)
{
	struct strike *strike = context;

	if (process->group == strike->group || is_newcomer(strike, process) || is_struck(strike, process))
		return;
	signal_process(process, handle, strike->number);
	if (strike->second != 0)
		signal_process(process, handle, strike->second);
	note_struck(strike, process);
}

/*
 * First the group: the kernel misses nobody in it, also not who is being forked. Then all others, again and again until
 * no other is found: whoever loses its parent while it is looked for is a child of ours only when that list has been read.
 */
void signal_tree(const struct tree *tree, int number, pid_t spared_group)
{
	struct strike strike = {
		.group = spared_group,
		.number = number,
		.second = asks_for_the_end(number) ? SIGCONT : 0,
		.newest = newest_pid(),
		.started = now_as_start(),
	};
	size_t before;
	int looks = 0;
	bool complete;

	if (group_is_ours(tree)) {
		strike.group = tree->group;
		kill(-strike.group, strike.number);
		if (strike.second != 0)
			kill(-strike.group, strike.second);
	}
	do {
		before = strike.count;
		complete = walk(strike_once, &strike);
	} while ((strike.count > before || !complete) && ++looks < MOST_LOOKS);
	free(strike.struck);
}

static void kill_one(const struct process *process, int handle, void *context)
{
	(void)context;
	signal_process(process, handle, SIGKILL);
}

/*
 * Deep, and not only our children: a bomb whose members are killed one generation a round forks faster than that. A
 * process that forks in its last moment leaves the child to us, so that the next round finds it. Nobody is stopped first:
 * the end of a parent makes the kernel wake stopped children in groups of their own (setpgid(2)).
 */
void kill_found(const struct tree *tree)
{
	if (group_is_ours(tree))
		kill(-tree->group, SIGKILL);
	walk(kill_one, NULL);
}
