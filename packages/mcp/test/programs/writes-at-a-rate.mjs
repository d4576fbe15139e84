// Writes lines of 1000 bytes, as many kB a second as told, for 30 s at most. Token, kB.
const line = `${"x".repeat(999)}\n`;
const chunk = line.repeat(Math.max(1, Number(process.argv[3]) / 20));
setInterval(() => process.stdout.write(chunk), 50);
setTimeout(() => process.exit(), 30_000);
