// What Swift cannot call in OpenSSL 3: variadic functions, function-like macros, and <openssl/pkcs12.h>,
// which is needed for one call only.
#ifndef SCRIM_OPENSSL_SHIM_H
#define SCRIM_OPENSSL_SHIM_H

#include <openssl/types.h>
#include <stddef.h>

// New key pairs. NULL on failure; the caller frees with EVP_PKEY_free.
EVP_PKEY *scrim_generate_p256(void);
EVP_PKEY *scrim_generate_ed25519(void);
EVP_PKEY *scrim_generate_rsa(size_t bits);

// Writes the key as PKCS#8 in PEM form under PBES2: AES-256-CBC, PBKDF2 with HMAC-SHA256, 16 bytes of
// random salt. 1 on success.
int scrim_write_encrypted_pkcs8(BIO *bio, EVP_PKEY *key, const void *passphrase, size_t count, int rounds);

// HMAC-SHA256 under this key, ready for EVP_MAC_update. NULL on failure; freed with EVP_MAC_CTX_free. (In C
// because OSSL_PARAM keeps pointers to its strings, which Swift would lend for one call only.)
EVP_MAC_CTX *scrim_hmac_sha256(const void *key, size_t count);

// The bytes in a memory BIO; they stay the BIO's.
size_t scrim_bio_contents(BIO *bio, const unsigned char **contents);

#endif
