// Draws docs/demo.svg, the picture in the README: the notes of the demo as the program plays them, the colour telling
// the velocity. Run it after the demo has changed: npm run picture
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { prepare, root } from './prepare.mjs';

const width = 1200;
const height = 420;
const margin = { left: 44, right: 12, top: 34, bottom: 28 };

/** The notes of a replay: seconds, key, velocity. */
function notesOf(recording) {
  const command = [`${root}dist/src/cli/main.js`, 'replay', recording, '--json'];
  const events = execFileSync(process.execPath, command, { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const notes = [];
  const sounding = new Map();
  for (const event of events) {
    if (event.type === 'note-on') {
      const note = { from: event.timeUs / 1e6, to: event.timeUs / 1e6, ...event };
      sounding.set(event.key, note);
      notes.push(note);
    } else if (event.type === 'note-off') sounding.get(event.key).to = event.timeUs / 1e6;
  }
  return notes;
}

/** Dark blue for soft, through green, to yellow for loud. */
function colour(velocity) {
  const part = velocity / 127;
  return `hsl(${Math.round(240 - 190 * part)} 70% ${Math.round(30 + 28 * part)}%)`;
}

function draw(notes) {
  const start = notes[0].from;
  const end = Math.max(...notes.map(({ to }) => to)) - start;
  const lowest = Math.min(...notes.map(({ key }) => key)) - 2;
  const highest = Math.max(...notes.map(({ key }) => key)) + 2;
  const x = (seconds) => margin.left + (seconds / end) * (width - margin.left - margin.right);
  const row = (height - margin.top - margin.bottom) / (highest - lowest);
  const y = (key) => margin.top + (highest - key) * row;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    '<title>The notes of the demo by time and key, coloured by velocity</title>',
    `<rect width="${width}" height="${height}" fill="#14161a"/>`,
    `<text x="${margin.left}" y="22" fill="#c8ccd4">fw16-synth demo: ${notes.length} notes from a laptop keyboard; colour is velocity</text>`,
  ];
  for (let key = Math.ceil(lowest / 12) * 12; key <= highest; key += 12) {
    lines.push(`<path d="M${margin.left} ${y(key).toFixed(1)}H${width - margin.right}" stroke="#333944"/>`);
    lines.push(
      `<text x="10" y="${(y(key) + 4).toFixed(1)}" fill="#7a828e">C${Math.floor(key / 12) - 1}</text>`,
    );
  }
  for (let seconds = 0; seconds <= end; seconds += 10) {
    lines.push(
      `<text x="${x(seconds).toFixed(1)}" y="${height - 8}" fill="#7a828e" text-anchor="middle">${seconds} s</text>`,
    );
  }
  for (const { from, to, key, velocity } of notes) {
    const left = x(from - start);
    const length = Math.max(2, x(to - start) - left);
    lines.push(
      `<rect x="${left.toFixed(1)}" y="${(y(key) - row / 2).toFixed(1)}" width="${length.toFixed(1)}" height="${(row - 0.6).toFixed(1)}" rx="1.5" fill="${colour(velocity)}"/>`,
    );
  }
  return `${[...lines, '</svg>'].join('\n')}\n`;
}

prepare('play');
writeFileSync(`${root}docs/demo.svg`, draw(notesOf(`${root}test/traces/demo.evemu`)));
