#ifndef TREE_H
#define TREE_H

#include <stdbool.h>
#include <sys/types.h>

enum leader_state {
	LEADER_RUNS,
	LEADER_ENDED, /* and is kept as a zombie, so that its number stays ours */
	LEADER_REAPED
};

/* The tree below this process, which is its subreaper. */
struct tree {
	pid_t leader;
	pid_t group; /* the leader's own, also its session; 0 if it shares ours */
	enum leader_state state;
	bool by_signal; /* how the leader ended: by a signal, else by exit */
	int code;       /* the signal or the exit code */
};

/*
 * Buries the dead. True when nobody is left: every process of the tree has been reaped, and there can be no other, since
 * a process whose parent ends becomes a child of the nearest subreaper above it, whatever it did to hide (prctl(2)).
 */
bool reap(struct tree *tree);

/* SIGTERM, SIGINT, SIGHUP, SIGQUIT: followed by SIGCONT, since a stopped process would keep them pending. */
bool asks_for_the_end(int number);

/* Sends a signal to every process of the tree, once, but not to a group that has had it already (0: there is none). */
void signal_tree(const struct tree *tree, int number, pid_t spared_group);

/* Sends SIGKILL to whoever is found. To be repeated until reap() says that nobody is left. */
void kill_found(const struct tree *tree);

#endif
