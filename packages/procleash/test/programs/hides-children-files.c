// Not a program but a part of a warden: linked with --wrap=access, it makes it believe that the kernel has no lists of
// children (CONFIG_PROC_CHILDREN).
#include <string.h>
#include <unistd.h>
int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode) {
  return strstr(path, "/children") != NULL ? -1 : __real_access(path, mode);
}
