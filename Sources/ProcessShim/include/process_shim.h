/* What Swift cannot call of the kernel: prctl is variadic, syncfs no part of its Glibc. */
#ifndef PROCESS_SHIM_H
#define PROCESS_SHIM_H

#include <spawn.h>

/* PR_SET_DUMPABLE 0: no core dump of any kind, no debugger, and /proc/PID is root's. 0 where it is done. */
int process_shim_forbid_dumps(void);

/* PR_SET_NAME: what `ps` and `top` show; at most fifteen bytes. */
int process_shim_set_name(const char *name);

/* Overwrites what stood in the environment, in /proc/PID/environ too; these variables only are kept. */
void process_shim_keep_environment(char **variables);

/* The signals of a crash end the process and do nothing else, whatever a library had put there. */
void process_shim_crash_silently(void);

/* The volume that an open file is on is on its disk, names and all, when this returns 0. */
int process_shim_sync_volume(int file);

/* A program that is spawned with these actions starts in that folder. */
int process_shim_start_in(posix_spawn_file_actions_t *actions, const char *folder);

#endif
