# Khabar in a small image: built from the hash-pinned lock, run as nobody on a read-only root.
#   docker build -t khabar .
#   docker run --read-only --tmpfs /tmp --stop-timeout 30 -v "$PWD/data:/data" -v "$PWD/token:/run/secrets/token:ro" \
#       -e KHABAR_BOT_TOKEN_FILE=/run/secrets/token khabar
# data/ holds config.toml and belongs to user and group 10001, who must also be able to read the token.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/khabar
COPY requirements.lock ./
RUN /opt/khabar/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY storage ./storage
RUN /opt/khabar/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
    && /opt/khabar/bin/pip uninstall --yes pip
# pip goes last: nothing is installed in the running image, and it is 16 MB.

FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libfribidi0 && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 khabar \
    && useradd --system --uid 10001 --gid khabar --home-dir /data --shell /usr/sbin/nologin khabar \
    && install -d -o khabar -g khabar /data
COPY --from=build /opt/khabar /opt/khabar
ENV PATH=/opt/khabar/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    KHABAR_CONFIG=/data/config.toml \
    KHABAR_HEALTH_LISTEN=127.0.0.1:9464
USER khabar
WORKDIR /data
VOLUME /data
# SIGTERM ends Khabar cleanly within ten seconds: give it thirty before the kill (docker run --stop-timeout 30).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9464/readyz', timeout=4)"]
ENTRYPOINT ["khabar"]
CMD ["run"]
