/*
 * notified: the service manager's end of sd_notify, which Node cannot open.
 *
 *   notified PATH
 *
 * Binds a datagram socket, says "bound", and then prints each message on a line of its own, after the time at which it
 * came in ns of CLOCK_MONOTONIC; assignments are parted by spaces.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

int main(int count, char **arguments) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int receiver = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (count != 2 || strlen(arguments[1]) >= sizeof address.sun_path) return 2;
  strcpy(address.sun_path, arguments[1]);
  if (receiver < 0 || bind(receiver, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("notified");
    return 1;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("bound");
  for (;;) {
    char message[4096];
    struct timespec at;
    ssize_t length = recv(receiver, message, sizeof message - 1, 0);
    if (length < 0) return 1;
    clock_gettime(CLOCK_MONOTONIC, &at);
    message[length] = 0;
    for (char *end = message; (end = strchr(end, '\n')) != NULL;) *end = ' ';
    printf("%lld %s\n", at.tv_sec * 1000000000LL + at.tv_nsec, message);
  }
}
