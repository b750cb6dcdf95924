# Infoplane with what its native engine is built with. The engine itself is fetched at the first run, into the cache named
# below: mount a volume there to keep it.
FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates g++ git python3-pip fonts-dejavu-core \
  && rm -rf /var/lib/apt/lists/*
ENV INFOPLANE_CACHE_DIR=/var/cache/infoplane
WORKDIR /infoplane
COPY . .
RUN npm ci
ENTRYPOINT ["npx", "tsx", "run"]
CMD ["doctor"]
