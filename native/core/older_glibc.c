/* Binds the library to glibc 2.28, and not to the one that it is linked with: of functions that later versions moved or
   gave a new version for the same work, their first one is called. The linker brings calls of a name here, those of
   libstdc++ included, by --wrap; native/CMakeLists.txt says of which names. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <sys/types.h>

#if defined(__x86_64__)
#define FIRST "GLIBC_2.2.5"
#define FIRST_OF_AFFINITY "GLIBC_2.3.4"
#else
#define FIRST "GLIBC_2.17"
#define FIRST_OF_AFFINITY "GLIBC_2.17"
#endif

#define BIND(result, name, version, parameters, arguments)             \
  __asm__(".symver older_" #name ", " #name "@" version);              \
  result older_##name parameters;                                      \
  result __wrap_##name parameters;                                     \
  result __wrap_##name parameters { return older_##name arguments; }

/* In libpthread until 2.34. */
BIND(int, pthread_create, FIRST,
     (pthread_t* thread, const pthread_attr_t* attributes, void* (*body)(void*), void* state),
     (thread, attributes, body, state))
BIND(int, pthread_detach, FIRST, (pthread_t thread), (thread))
BIND(int, pthread_once, FIRST, (pthread_once_t* once, void (*body)(void)), (once, body))
BIND(int, pthread_mutex_trylock, FIRST, (pthread_mutex_t* mutex), (mutex))
BIND(int, pthread_rwlock_rdlock, FIRST, (pthread_rwlock_t* lock), (lock))
BIND(int, pthread_rwlock_wrlock, FIRST, (pthread_rwlock_t* lock), (lock))
BIND(int, pthread_rwlock_unlock, FIRST, (pthread_rwlock_t* lock), (lock))
BIND(int, pthread_setaffinity_np, FIRST_OF_AFFINITY, (pthread_t thread, size_t size, const cpu_set_t* set),
     (thread, size, set))

/* In librt until 2.34. */
BIND(int, shm_open, FIRST, (const char* name, int flags, mode_t mode), (name, flags, mode))
BIND(int, shm_unlink, FIRST, (const char* name), (name))

/* Whether the process has one thread only, since 2.32: one that runs .NET never has. */
char __libc_single_threaded = 0;
