# The server in a container. Needs nothing but this repository and the npm registry:
#   docker build -t inboxkit .
FROM node:20-bookworm-slim AS build
WORKDIR /build
COPY . .
# The door of every npm script fetches the pinned pnpm, installs and builds; "build" starts nothing.
RUN CI=1 node scripts/run.mjs build \
  && CI=1 npx --yes pnpm@10.34.9 --filter @inboxkit/server deploy --legacy --prod /app

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4400
WORKDIR /app
COPY --from=build --chown=node:node /app .
USER node
EXPOSE 4400
# Draining takes up to 10 s.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/inboxkit.js"]
CMD ["serve"]
