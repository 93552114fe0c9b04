/** What is forbidden to others is not forbidden to root: a test of permissions that root runs becomes nobody for a moment. */
import koffi from 'koffi';

const nobody = 65_534;
/** seteuid(2) of all threads. Node's own refuses where its event loop may use io_uring, as that of Debian 13. */
const becomeUser: (user: number) => number = koffi.load('libc.so.6').func('int seteuid(unsigned int euid)');

/** Calls something that is done when it returns, with the rights of a user who owns nothing. */
export function asNobody<Result>(work: () => Result): Result {
  if (process.getuid?.() !== 0) return work();
  if (becomeUser(nobody) !== 0) throw new Error('root cannot become nobody here');
  try {
    return work();
  } finally {
    becomeUser(0);
  }
}
