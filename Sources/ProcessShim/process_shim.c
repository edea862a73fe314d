#include "process_shim.h"

#include <sys/prctl.h>

int process_shim_forbid_dumps(void) {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return -1;
  return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
}

int process_shim_set_name(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }
