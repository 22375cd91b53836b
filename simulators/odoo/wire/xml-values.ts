/** XML-RPC's values: reading a call, writing an answer. */

export interface XmlCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Python refuses to write None; so do we. */
export class CannotMarshalNone extends Error {}

export function parseCall(xml: string): XmlCall {
  const reader = new Reader(xml);
  reader.until('methodName');
  const method = reader.text('methodName');
  const params: unknown[] = [];
  while (reader.has('param')) params.push(reader.value());
  return { method, params };
}

export function answerXml(value: unknown): string {
  return page(`<params>\n<param>\n<value>${write(value)}</value>\n</param>\n</params>\n`);
}

export function faultXml(code: number, text: string): string {
  return page(`<fault>\n<value>${write({ faultCode: code, faultString: text })}</value>\n</fault>\n`);
}

function page(inside: string): string {
  return `<?xml version="1.0"?>\n<methodResponse>\n${inside}\n</methodResponse>\n`;
}

function write(value: unknown): string {
  if (value === null || value === undefined)
    throw new CannotMarshalNone('cannot marshal None unless allow_none is enabled');
  if (typeof value === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`;
  if (typeof value === 'number') return Number.isInteger(value) ? `<int>${value}</int>` : `<double>${value}</double>`;
  if (typeof value === 'string') return `<string>${toXml(value)}</string>`;
  if (Array.isArray(value)) {
    return `<array><data>\n${value.map((item) => `<value>${write(item)}</value>\n`).join('')}</data></array>`;
  }
  const members = Object.entries(value).map(
    ([name, item]) => `<member>\n<name>${toXml(name)}</name>\n<value>${write(item)}</value>\n</member>\n`,
  );
  return `<struct>\n${members.join('')}</struct>`;
}

function toXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function fromXml(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (_all, entity: string) => {
    if (entity.startsWith('#x')) return String.fromCodePoint(Number.parseInt(entity.slice(2), 16));
    if (entity.startsWith('#')) return String.fromCodePoint(Number(entity.slice(1)));
    return named[entity] ?? '';
  });
}

/** Walks over the tags of a call, one after the other. */
class Reader {
  readonly #tokens: { tag: string; after: string }[];
  #at = 0;

  constructor(xml: string) {
    const found = xml.matchAll(/<\s*(\/?[\w.]+)\s*(\/?)>([^<]*)/g);
    this.#tokens = [...found].flatMap(([, tag = '', single, after = '']) =>
      single
        ? [
            { tag, after: '' },
            { tag: `/${tag}`, after },
          ]
        : [{ tag, after }],
    );
  }

  until(tag: string): void {
    while (this.#at < this.#tokens.length && this.#tokens[this.#at]?.tag !== tag) this.#at += 1;
  }
  /** Goes on to the next opening tag of this name, if there is one. */
  has(tag: string): boolean {
    const next = this.#tokens.findIndex((token, index) => index >= this.#at && token.tag === tag);
    if (next < 0) return false;
    this.#at = next + 1;
    return true;
  }
  /** Text of the element that starts here. */
  text(tag: string): string {
    const text = this.#tokens[this.#at]?.after ?? '';
    this.until(`/${tag}`);
    this.#at += 1;
    return fromXml(text);
  }

  value(): unknown {
    this.until('value');
    const bare = this.#tokens[this.#at]?.after ?? '';
    this.#at += 1;
    const { tag = '/value' } = this.#tokens[this.#at] ?? {};
    const value = tag === '/value' ? fromXml(bare) : this.#typed(tag);
    this.until('/value');
    this.#at += 1;
    return value;
  }

  #typed(tag: string): unknown {
    if (tag === 'array') return this.#array();
    if (tag === 'struct') return this.#struct();
    const text = this.text(tag);
    if (tag === 'boolean') return text.trim() === '1';
    if (tag === 'int' || tag === 'i4' || tag === 'i8' || tag === 'double') return Number(text);
    return tag === 'nil' ? null : text;
  }

  #array(): unknown[] {
    const items: unknown[] = [];
    this.until('data');
    this.#at += 1;
    while (this.#tokens[this.#at] && this.#tokens[this.#at]?.tag !== '/data') items.push(this.value());
    this.until('/array');
    this.#at += 1;
    return items;
  }

  #struct(): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    this.#at += 1;
    while (this.#tokens[this.#at]?.tag === 'member') {
      this.until('name');
      const name = this.text('name');
      members[name] = this.value();
      this.until('/member');
      this.#at += 1;
    }
    this.until('/struct');
    this.#at += 1;
    return members;
  }
}
