// Does with sharp, one thread and no cache, what standard input asks for.
import { createInterface } from 'node:readline';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const sharp = createRequire(import.meta.url)(process.argv[2]);
sharp.cache(false);
sharp.concurrency(1);
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    const data = readFileSync(order.In);
    const cpu = process.cpuUsage();
    const began = process.hrtime.bigint();
    let p = new Function('p', 'return ' + order.Code)(sharp(data));
    p = order.JPEG ? p.jpeg({ quality: Number(order.Quality), chromaSubsampling: order.In.includes('-444') ? '4:4:4' : '4:2:0' }) : p.png();
    const out = await p.toBuffer();
    const wall = Number(process.hrtime.bigint() - began) / 1e6;
    const used = process.cpuUsage(cpu);
    writeFileSync(order.Out, out);
    console.log(JSON.stringify({ CPU: (used.user + used.system) / 1e3, Wall: wall }));
  } catch (err) {
    console.log(JSON.stringify({ Error: String(err) }));
  }
}
