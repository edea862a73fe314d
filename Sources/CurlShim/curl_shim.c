#define _GNU_SOURCE
#include "curl_shim.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode started = CURLE_FAILED_INIT;

static void start(void) {
  unsetenv("SSLKEYLOGFILE");
  started = curl_global_init(CURL_GLOBAL_DEFAULT);
}

CURLcode curl_shim_start(void) {
  pthread_once(&once, start);
  return started;
}

/* With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE to its caller. It is blocked for this thread alone, and one
   that came meanwhile is taken from the queue, unless one was waiting there before. */
typedef struct {
  sigset_t before;
  int was_pending;
} sigpipe_state;

static void block_sigpipe(sigpipe_state *state) {
  sigset_t pipe_only, pending;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  sigpending(&pending);
  state->was_pending = sigismember(&pending, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_only, &state->before);
}

static void restore_sigpipe(const sigpipe_state *state) {
  sigset_t pipe_only;
  const struct timespec now = {0, 0};
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  if (!state->was_pending) {
    while (sigtimedwait(&pipe_only, NULL, &now) == SIGPIPE) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &state->before, NULL);
}

CURLcode curl_shim_perform(CURL *handle) {
  sigpipe_state state;
  block_sigpipe(&state);
  CURLcode code = curl_easy_perform(handle);
  restore_sigpipe(&state);
  return code;
}

CURLcode curl_shim_receive(CURL *handle, void *bytes, size_t count, size_t *received) {
  sigpipe_state state;
  block_sigpipe(&state);
  CURLcode code = curl_easy_recv(handle, bytes, count, received);
  restore_sigpipe(&state);
  return code;
}

CURLcode curl_shim_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode curl_shim_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode curl_shim_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode curl_shim_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

CURLcode curl_shim_set_reader(CURL *handle, CURLoption option, curl_shim_reader reader) {
  return curl_easy_setopt(handle, option, reader);
}

CURLcode curl_shim_set_observer(CURL *handle, curl_shim_observer observer) {
  return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, observer);
}

CURLcode curl_shim_set_gate(CURL *handle, curl_shim_gate gate, void *context) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, gate);
  return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_PREREQDATA, context) : code;
}

CURLcode curl_shim_get_number(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

CURLcode curl_shim_get_text(CURL *handle, CURLINFO info, const char **value) {
  return curl_easy_getinfo(handle, info, value);
}

CURLcode curl_shim_get_socket(CURL *handle, curl_socket_t *value) {
  return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, value);
}
