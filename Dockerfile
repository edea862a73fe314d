# The programs of Scrim on a small Debian, run by a user without rights. The image holds no key, no certificate
# and no configuration: mount them at /etc/scrim (deploy/scrim.example.json).

FROM swift:6.3-bookworm AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    libpq-dev libcurl4-openssl-dev libssl-dev libzstd-dev libqrencode-dev pkg-config \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.* ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --static-swift-stdlib --product scrim \
  && swift build -c release --static-swift-stdlib --product scrim-console \
  && swift build -c release --static-swift-stdlib --product clearinghouse-sandbox \
  && mkdir /programs \
  && cp .build/release/scrim .build/release/scrim-console .build/release/clearinghouse-sandbox /programs/

FROM debian:bookworm-slim
# tzdata: dates of service are judged in the practice's time zone. openssl: to verify a stored signature by hand.
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    ca-certificates libcurl4 libpq5 libqrencode4 libssl3 libstdc++6 libzstd1 openssl tzdata \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin scrim
COPY --from=build /programs/ /usr/local/bin/
# The backtracer prints values of variables.
ENV SWIFT_BACKTRACE=enable=no SCRIM_CONFIG=/etc/scrim/scrim.json
USER scrim
WORKDIR /etc/scrim
ENTRYPOINT ["scrim"]
CMD ["check"]
