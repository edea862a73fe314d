# shellcheck shell=bash
# What scripts/demo and scripts/test share: say what is being done, and see to what the machine must have.
# Sourced with the working directory at the top of the project.

say() {
  local strong='' plain=''
  [ ! -t 2 ] || strong=$'\033[1m' plain=$'\033[0m'
  printf '\n%s==> %s%s\n' "$strong" "$*" "$plain" >&2
}

# Ends the script with a sentence and what to do about it.
stop() {
  printf '\nscripts/%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 2
}

# Runs a step; when it fails, the script ends with the sentence given first.
step() {
  local sentence=$1
  shift
  "$@" || stop "$sentence"
}

has_library() { # name in pkg-config, Debian package
  pkg-config --exists "$1" || dpkg-query -W -f='${db:Status-Status}' "$2" | grep -qx installed
}

# libcurl's answers are read as those of its OpenSSL build; the GnuTLS build gives others.
has_curl_with_openssl() { curl-config --ssl-backends | grep -qw OpenSSL; }

# Debian does not put initdb into PATH.
has_postgres_server() {
  ls /usr/lib/postgresql/*/bin/initdb || command -v initdb
}

has_venv() { python3 -c 'import ensurepip, venv'; }

# The Debian package that brings a thing, where the thing is not there.
missing_packages() {
  unless() { # package, then a test that succeeds where it is there
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || echo "$package"
  }
  unless git command -v git
  unless pkg-config command -v pkg-config
  unless libpq-dev has_library libpq libpq-dev
  unless libcurl4-openssl-dev has_curl_with_openssl
  unless libssl-dev has_library openssl libssl-dev
  unless libzstd-dev has_library libzstd libzstd-dev
  unless libqrencode-dev has_library libqrencode libqrencode-dev
  unless postgresql has_postgres_server
  if [ "${1:-}" = tests ]; then
    unless openssl command -v openssl
    unless curl command -v curl
    unless python3 command -v python3
    unless python3-venv has_venv
    unless iproute2 command -v ip
    unless chromium command -v chromium
    unless chromium-driver command -v chromedriver
    unless golang-go command -v go
    unless golang-golang-x-mod-dev test -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Installs what is missing and says so; does nothing, and needs no rights, where nothing is missing.
# "build": what building and the demo need; "tests": also what only the tests need.
install_packages() {
  local missing
  missing=$(missing_packages "${1:-}" | tr '\n' ' ')
  missing=${missing% }
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null ||
    stop "these Debian packages, or what your system calls them, are missing: $missing. Install them and call this again."
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
    stop "packages are missing and there is no sudo. As root: apt-get install $missing"
  say "Installing Debian packages that are missing: $missing"
  as_root apt-get update -q || stop "apt-get update failed; its message is above. Is the machine online?"
  # --no-remove: never trade a package that somebody needs (another flavour of libcurl, say) for ours.
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-remove --no-install-recommends $missing ||
    stop "could not install: $missing. The reason is above; install them by hand and call this again."
}

require_swift() {
  command -v swift >/dev/null ||
    stop "there is no Swift toolchain in PATH. Install Swift 6.3 from https://www.swift.org/install/linux/ and call this again."
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
  [ -n "$version" ] || stop "'swift --version' does not say a version. Is the toolchain whole?"
  [ "$(printf '%s\n6.2\n' "$version" | sort -V | head -n 1)" = 6.2 ] ||
    stop "Swift $version is too old: Scrim needs 6.2 or later and is tested with 6.3. See https://www.swift.org/install/linux/"
}
