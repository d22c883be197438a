import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Envelope } from '@cucumber/messages';
import { expect } from 'expect';
import { readEnvelopes } from './collect';
import { MessageLines } from './message-lines';

test('messages come back from the file as they were, in order, however many there are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'everynode-messages-'));
  try {
    const messages = Array.from({ length: 3000 }, (_, at): Envelope => {
      const data = `Feature: number ${at} ≠ 😀\n`.repeat(3);
      return { source: { uri: `features/${at}.feature`, data, mediaType: 'text/x.cucumber.gherkin+plain' as never } };
    });
    const lines = new MessageLines();
    for (const message of messages) lines.add(message);
    lines.write(join(folder, 'messages.ndjson'));
    expect(readEnvelopes(readFileSync(join(folder, 'messages.ndjson'), 'utf8'))).toEqual(messages);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
