interface Bar {
  readonly label: string;
  readonly values: readonly number[];
}

const [WIDTH, LEFT, RIGHT, TOP] = [760, 110, 70, 64];
const [BAR, GAP] = [12, 16];
/** Told apart in light and dark, and by those who see few colours. */
const COLOURS = ['#1098ad', '#e8590c', '#868e96', '#b197fc', '#f2a33a'];

/** Groups of bars, each group drawn to its own longest; text takes the colour of the page's text in light and dark. */
export function drawBars(title: string, unit: string, names: readonly string[], groups: readonly Bar[]): string {
  const groupHeight = names.length * BAR + GAP;
  const height = TOP + groups.length * groupHeight + 8;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${safe(title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#1f2328}.v{font-size:10px}.t{font-weight:600;font-size:14px}' +
      '@media(prefers-color-scheme:dark){text{fill:#e6edf3}}</style>',
    `<text class="t" x="8" y="20">${safe(title)}</text>`,
  ];
  names.forEach((name, index) => {
    const x = LEFT + index * 125;
    lines.push(`<rect x="${x}" y="34" width="12" height="12" fill="${colour(index)}"/>`);
    lines.push(`<text x="${x + 17}" y="44">${safe(name)}</text>`);
  });
  groups.forEach(({ label, values }, group) => {
    const top = TOP + group * groupHeight;
    const longest = Math.max(...values, Number.MIN_VALUE);
    lines.push(`<text x="8" y="${top + (names.length * BAR) / 2 + 4}">${safe(label)}</text>`);
    values.forEach((value, index) => {
      const length = Math.max(1, (value / longest) * (WIDTH - LEFT - RIGHT));
      const y = top + index * BAR;
      lines.push(
        `<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="${BAR - 2}" fill="${colour(index)}"/>`,
      );
      lines.push(
        `<text class="v" x="${(LEFT + length + 5).toFixed(1)}" y="${y + 9}">${value.toFixed(2)} ${unit}</text>`,
      );
    });
  });
  return `${[...lines, '</svg>'].join('\n')}\n`;
}

const colour = (index: number): string => COLOURS[index % COLOURS.length] as string;

const safe = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
