/**
 * A process of its own that draws one picture: a Vega specification as JSON comes in, a PNG goes out. What it takes
 * (100 MB, a third of a second) the bot never has to spare.
 */
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { parse, type Spec, View } from 'vega';
import { glyphsOf } from './glyphs.ts';

const font = (name: string): string =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/biz-udpgothic/${name}.ttf`));
const FONTS = [font('400Regular/BIZUDPGothic_400Regular'), font('700Bold/BIZUDPGothic_700Bold')];
/** For screens that show two points where others show one. */
const ZOOM = 2;

const drawable = glyphsOf(readFileSync(FONTS[0]!));
/** Words of the picture, without what would be drawn as a box: an emoji in a name becomes an ellipsis. */
const legible = (_: string, value: unknown): unknown =>
  typeof value === 'string'
    ? [...value]
        .map((char) => (drawable(char.codePointAt(0)!) ? char : '…'))
        .join('')
        .replace(/…[…\s]*…/g, '…')
    : value;

const spec = JSON.parse((await buffer(process.stdin)).toString('utf8'), legible) as Spec;
const svg = await new View(parse(spec), { renderer: 'none' }).toSVG();
const picture = new Resvg(svg, {
  fitTo: { mode: 'zoom', value: ZOOM },
  font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: 'BIZ UDPGothic' },
});
process.stdout.write(picture.render().asPng());
