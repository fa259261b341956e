// The door of every npm script: `node scripts/run.mjs <command> [arguments]`. Plain Node, nothing installed yet.
// Only what an old Node can parse stands here, so that it can still say that it is too old.
var wanted = [20, 19]
var have = process.versions.node.split('.').map(Number)
if (have[0] < wanted[0] || (have[0] === wanted[0] && have[1] < wanted[1])) {
  console.error('inboxkit needs Node ' + wanted.join('.') + ' or newer; this is ' + process.version + '.')
  process.exit(1)
}
void import('./setup/commands.mjs').then(function (commands) {
  return commands.main(process.argv.slice(2))
})
