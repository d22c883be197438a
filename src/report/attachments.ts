/** What travels with Cucumber's messages as an attachment: facts of the run, the catalogue, timelines. */
import type { AttachmentContentEncoding, Envelope } from '@cucumber/messages';

/** The text of an attachment, whichever way it was encoded. */
export function bodyOf(attachment: { readonly body: string; readonly contentEncoding: string }): string {
  return attachment.contentEncoding === 'BASE64'
    ? Buffer.from(attachment.body, 'base64').toString('utf8')
    : attachment.body;
}

/** A value attached to the run itself, as JSON. */
export function attachToRun(mediaType: string, value: unknown): Envelope {
  return {
    attachment: {
      body: JSON.stringify(value),
      contentEncoding: 'IDENTITY' as AttachmentContentEncoding,
      mediaType,
    },
  };
}
