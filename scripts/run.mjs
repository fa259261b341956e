// The door of every npm script: `node scripts/run.mjs <command> [arguments]`. Plain Node, nothing installed yet.
// Only what an old Node can parse stands here, so that it can still say that it is too old.
var version = /^(\d+)\.(\d+)/.exec(process.versions.node) || []
if (Number(version[1]) < 20 || (Number(version[1]) === 20 && Number(version[2]) < 19)) {
  console.error('inboxkit needs Node 20.19 or newer; this is ' + process.version + '.')
  process.exit(1)
}
void import('./setup/commands.mjs').then(function (commands) {
  return commands.main(process.argv.slice(2))
})
