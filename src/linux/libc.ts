/**
 * The C library functions that the play thread needs, over koffi. Each returns what the C function returns; after −1
 * `errno()` tells why. Pointers are typed arrays or Buffers that the caller keeps. A call allocates nothing.
 *
 * Types are those of 64-bit Linux, where `long`, `size_t` and `time_t` are 64 bits.
 */
import koffi from 'koffi';

type Memory = Uint8Array | Int32Array | Uint32Array;

const lib = koffi.load('libc.so.6');

/** open(2). */
export const open: (path: string, flags: number) => number = lib.func(
  'int open(const char *path, int flags)',
);

/** close(2). */
export const close: (fd: number) => number = lib.func('int close(int fd)');

/** dup3(2); `flags` is 0 or `openFlag.closeOnExec`. */
export const dup3: (from: number, to: number, flags: number) => number = lib.func(
  'int dup3(int oldfd, int newfd, int flags)',
);

/** socket(2). */
export const socket: (domain: number, type: number, protocol: number) => number = lib.func(
  'int socket(int domain, int type, int protocol)',
);

/** socketpair(2) into two integers. */
export const socketpair: (domain: number, type: number, protocol: number, ends: Memory) => number = lib.func(
  'int socketpair(int domain, int type, int protocol, void *sv)',
);

/** connect(2) with a `struct sockaddr`. */
export const connect: (fd: number, address: Memory, length: number) => number = lib.func(
  'int connect(int fd, const void *address, unsigned int length)',
);

/** read(2): the number of bytes, 0 at the end of the file, −1 on error. */
export const read: (fd: number, buffer: Memory, count: number) => number = lib.func(
  'intptr_t read(int fd, void *buffer, size_t count)',
);

/** write(2). */
export const write: (fd: number, buffer: Memory, count: number) => number = lib.func(
  'intptr_t write(int fd, const void *buffer, size_t count)',
);

/** ppoll(2) with a relative `struct timespec` (or null to wait for ever) and no signal mask. */
export const ppoll: (fds: Memory, count: number, timeout: Memory | null, sigmask: null) => number = lib.func(
  'int ppoll(void *fds, unsigned long nfds, const void *timeout, const void *sigmask)',
);

/** ioctl(2) with a pointer argument. */
export const ioctl: (fd: number, request: number, argument: Memory) => number = lib.func(
  'int ioctl(int fd, unsigned long request, void *argument)',
);

/** ioctl(2) with an integer argument, such as EVIOCGRAB takes. */
export const ioctlInt: (fd: number, request: number, argument: number) => number = lib.func(
  'int ioctl(int fd, unsigned long request, long argument)',
);

/** pipe2(2): fills in the descriptors of the reading and the writing end. */
export const pipe2: (descriptors: Memory, flags: number) => number = lib.func(
  'int pipe2(void *pipefd, int flags)',
);

/** eventfd(2). */
export const eventfd: (initial: number, flags: number) => number = lib.func(
  'int eventfd(unsigned int initval, int flags)',
);

/** timerfd_create(2). */
export const timerfdCreate: (clock: number, flags: number) => number = lib.func(
  'int timerfd_create(int clockid, int flags)',
);

/** timerfd_settime(2) with a `struct itimerspec`. */
export const timerfdSettime: (fd: number, flags: number, value: Memory, old: null) => number = lib.func(
  'int timerfd_settime(int fd, int flags, const void *new_value, void *old_value)',
);

/** sched_setscheduler(2); pid 0 is the calling thread. */
export const schedSetscheduler: (pid: number, policy: number, parameter: Memory) => number = lib.func(
  'int sched_setscheduler(int pid, int policy, const void *param)',
);

/** sched_getscheduler(2); pid 0 is the calling thread. */
export const schedGetscheduler: (pid: number) => number = lib.func('int sched_getscheduler(int pid)');

/** sched_getparam(2); pid 0 is the calling thread. */
export const schedGetparam: (pid: number, parameter: Memory) => number = lib.func(
  'int sched_getparam(int pid, void *param)',
);

/** gettid(2): the kernel's number of the calling thread. */
export const gettid: () => number = lib.func('int gettid()');

/** prctl(2) with one integer argument. */
export const prctl: (option: number, argument: number) => number = lib.func(
  'int prctl(int option, unsigned long arg2)',
);

/** alarm(2): in so many seconds SIGALRM comes, which ends the process, whatever its threads wait for. */
export const alarm: (seconds: number) => number = lib.func('unsigned int alarm(unsigned int seconds)');

/** malloc_trim(3): gives free memory of all threads back to the system but `keep` bytes; 1 if there was any. */
export const mallocTrim: (keep: number) => number = lib.func('int malloc_trim(size_t pad)');

/** madvise(2). */
export const madvise: (address: bigint, length: number, advice: number) => number = lib.func(
  'int madvise(uintptr_t addr, size_t length, int advice)',
);

/** The error number that the calling thread's last failed call left. */
export function errno(): number {
  return koffi.errno();
}

/** open(2) flags. */
export const openFlag = {
  readOnly: 0,
  writeOnly: 1,
  readWrite: 2,
  nonBlock: 0o4000,
  closeOnExec: 0o2000000,
} as const;

/** Clock numbers. */
export const clock = { realtime: 0, monotonic: 1 } as const;
