// Every npm script starts here: `node scripts/run.mjs TARGET [arguments]`. Plain JavaScript without dependencies,
// since it runs before anything is installed, on whatever Node the system has.

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `This needs Node 20 or newer; this machine runs ${process.version}. Install a newer one from nodejs.org.`,
  );
  process.exit(1);
}
const { run } = await import('./kit/run-target.mjs');
process.exitCode = await run(process.argv[2], process.argv.slice(3));
