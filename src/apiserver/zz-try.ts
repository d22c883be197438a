import fs from 'node:fs';
import { parseManifest } from '../api/manifest';
import { resourceOfKind } from '../api/resources';
import { applyDefaults } from './defaulting';
import { decodeObject } from './schema/decode';
import { validateCreate } from './validation';
import { fieldErrorText } from './validation/field-error';
import { collectWarnings } from './validation/warnings';

let ok = 0,
  odd = 0;
const seenW = new Set<string>();
for (const f of [
  'seeds',
  'kubectl',
  'lifecycle',
  'workloads',
  'services',
  'rollout',
  'history',
  'placement',
  'scheduling',
  'nodes',
]) {
  for (const l of fs.readFileSync(`/work/shared/golden/${f}.jsonl`, 'utf8').split('\n').filter(Boolean)) {
    const t = JSON.parse(l);
    for (const s of t.steps ?? []) {
      if (!['apply', 'create'].includes(s.do)) continue;
      const objs =
        typeof s.manifest === 'string'
          ? (() => {
              try {
                return parseManifest(s.manifest, 'STDIN').map((o: any) => o.object ?? o.fields ?? o);
              } catch (e) {
                return [];
              }
            })()
          : [s.manifest];
      let bad = false;
      const msgs: string[] = [];
      const warns: string[] = [];
      for (const o of objs) {
        const items = o.kind === 'List' ? o.items : [o];
        for (const it of items) {
          const d = resourceOfKind(it.apiVersion, it.kind);
          if (!d) {
            msgs.push('unknown ' + it.apiVersion + it.kind);
            continue;
          }
          const raw =
            d.namespaced && !it.metadata?.namespace
              ? { ...it, metadata: { ...it.metadata, namespace: 'default' } }
              : it;
          try {
            const r = decodeObject(d, raw, 'Strict');
            const x = applyDefaults(d.resource, r.object);
            const e = validateCreate(d.resource, x);
            warns.push(...collectWarnings(d.resource, x));
            if (e.length) {
              bad = true;
              msgs.push(...e.map(fieldErrorText));
            }
          } catch (e: any) {
            bad = true;
            msgs.push(e.message);
          }
        }
      }
      const got = s.got ?? {};
      const serverBad = got.code !== 0;
      for (const w of warns)
        if (!got.stderr?.includes(w) && !serverBad && !seenW.has(w)) {
          seenW.add(w);
          console.log(f, t.id, 'EXTRA WARNING', w, '|', got.stderr);
        }
      const gw = (got.stderr ?? '')
        .split('\n')
        .filter((x: string) => x.startsWith('Warning:'))
        .map((x: string) => x.slice(9));
      for (const w of gw)
        if (!warns.includes(w) && !/last-applied|deleted|deprecated/.test(w))
          console.log(f, t.id, 'MISSING WARNING', w);
      if (bad === serverBad) ok++;
      else {
        odd++;
        if (odd < 25)
          console.log(f, t.id, 'ours', msgs.join(' ; ').slice(0, 200), '| theirs', JSON.stringify(got).slice(0, 300));
      }
    }
  }
}
console.log({ ok, odd });
