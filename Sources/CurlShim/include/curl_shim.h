/* What Swift cannot call of libcurl: variadic functions, with one name for each type; and two duties that
   must be done in C: a start that forgets SSLKEYLOGFILE, and an exchange that no SIGPIPE ends. */
#ifndef CURL_SHIM_H
#define CURL_SHIM_H

#include <curl/curl.h>

/* Starts libcurl, once for each process; must come before any handle is made. libcurl would write the keys of
   every TLS session to the file that SSLKEYLOGFILE names, and reads the variable here: so it is removed. */
CURLcode curl_shim_start(void);

/* curl_easy_perform, with SIGPIPE kept from this thread for as long as it runs. */
CURLcode curl_shim_perform(CURL *handle);

/* curl_easy_recv, likewise. */
CURLcode curl_shim_receive(CURL *handle, void *bytes, size_t count, size_t *received);

CURLcode curl_shim_set_number(CURL *handle, CURLoption option, long value);
CURLcode curl_shim_set_size(CURL *handle, CURLoption option, curl_off_t value);
CURLcode curl_shim_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode curl_shim_set_pointer(CURL *handle, CURLoption option, void *value);

typedef size_t (*curl_shim_reader)(char *bytes, size_t size, size_t count, void *context);
typedef int (*curl_shim_observer)(CURL *handle, curl_infotype kind, char *bytes, size_t count, void *context);

/* CURLOPT_WRITEFUNCTION or CURLOPT_HEADERFUNCTION. */
CURLcode curl_shim_set_reader(CURL *handle, CURLoption option, curl_shim_reader reader);
/* CURLOPT_DEBUGFUNCTION. */
CURLcode curl_shim_set_observer(CURL *handle, curl_shim_observer observer);

/* CURLOPT_PREREQFUNCTION: asked once the connection stands and before anything of the request is written; 0
   lets it go, 1 ends it with CURLE_ABORTED_BY_CALLBACK. */
typedef int (*curl_shim_gate)(void *context, char *peer, char *self, int peer_port, int self_port);
CURLcode curl_shim_set_gate(CURL *handle, curl_shim_gate gate, void *context);

CURLcode curl_shim_get_number(CURL *handle, CURLINFO info, long *value);
CURLcode curl_shim_get_text(CURL *handle, CURLINFO info, const char **value);
CURLcode curl_shim_get_socket(CURL *handle, curl_socket_t *value);

#endif
