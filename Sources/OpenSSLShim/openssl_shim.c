#include "openssl_shim.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>

EVP_PKEY *scrim_generate_p256(void) { return EVP_EC_gen("P-256"); }

EVP_PKEY *scrim_generate_ed25519(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }

EVP_PKEY *scrim_generate_rsa(size_t bits) { return EVP_RSA_gen(bits); }

int scrim_write_encrypted_pkcs8(BIO *bio, EVP_PKEY *key, const void *passphrase, size_t count, int rounds) {
  PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(key);
  X509_SIG *encrypted = NULL;
  int done = 0;
  if (plain != NULL) {
    encrypted = PKCS8_encrypt(-1, EVP_aes_256_cbc(), passphrase, (int)count, NULL, 16, rounds, plain);
  }
  if (encrypted != NULL) {
    done = PEM_write_bio_PKCS8(bio, encrypted);
  }
  X509_SIG_free(encrypted);
  PKCS8_PRIV_KEY_INFO_free(plain);
  return done;
}

EVP_MAC_CTX *scrim_hmac_sha256(const void *key, size_t count) {
  char digest[] = "SHA256";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end(),
  };
  EVP_MAC *algorithm = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
  EVP_MAC_CTX *context = EVP_MAC_CTX_new(algorithm);
  EVP_MAC_free(algorithm);
  if (context != NULL && EVP_MAC_init(context, key, count, parameters) != 1) {
    EVP_MAC_CTX_free(context);
    context = NULL;
  }
  return context;
}

size_t scrim_bio_contents(BIO *bio, const unsigned char **contents) {
  long count = BIO_get_mem_data(bio, (char **)contents);
  return count > 0 ? (size_t)count : 0;
}
