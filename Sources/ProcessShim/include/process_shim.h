/* What Swift cannot call of the kernel: prctl is variadic. */
#ifndef PROCESS_SHIM_H
#define PROCESS_SHIM_H

/* PR_SET_DUMPABLE 0: no core dump of any kind, no debugger, and /proc/PID is root's. 0 where it is done. */
int process_shim_forbid_dumps(void);

/* PR_SET_NAME: what `ps` and `top` show; at most fifteen bytes. */
int process_shim_set_name(const char *name);

#endif
