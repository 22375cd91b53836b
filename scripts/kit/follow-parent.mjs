// Loaded before the target: when the launcher dies, the target is asked to shut down, as by `kill`.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
