// The peer: an image in, an image out, with sharp, as one would write it.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const sharp = createRequire(import.meta.url)(process.argv[2]);
const operations = {
  '/gray': (p) => p.grayscale(),
  '/flip': (p) => p.flop(),
  '/contrast': (p) => p.linear(1.25, -31.875),
  '/resize': (p) => p.resize(800),
};
createServer(async (req, res) => {
  try {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const p = sharp(Buffer.concat(chunks));
    const { format } = await p.metadata();
    const q = operations[req.url](p);
    const { data } = await (format === 'jpeg' ? q.jpeg({ quality: 80 }) : q.png()).toBuffer({ resolveWithObject: true });
    res.writeHead(200, { 'Content-Type': `image/${format}`, 'Content-Length': data.length }).end(data);
  } catch (err) {
    res.writeHead(422).end(String(err));
  }
}).listen(Number(process.argv[3]), '127.0.0.1');
