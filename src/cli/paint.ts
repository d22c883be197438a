/** Colour for terminals, and none where the output goes elsewhere. */
export interface Paint {
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

/** Colours when the stream is a terminal; `NO_COLOR` and `FORCE_COLOR` decide otherwise, as everywhere. */
export function choosePaint(isTerminal: boolean, environment: NodeJS.ProcessEnv = process.env): Paint {
  const forced = environment.FORCE_COLOR;
  const isColoured = forced === undefined ? isTerminal && environment.NO_COLOR === undefined : forced !== '0';
  const wrap = (open: number, close: number) => (text: string) =>
    isColoured && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return { red: wrap(31, 39), green: wrap(32, 39), yellow: wrap(33, 39), dim: wrap(2, 22), bold: wrap(1, 22) };
}
