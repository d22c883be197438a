/** Amounts of resources as people write them. */
import { formatQuantity, milliValue, value } from '../api/quantity';

const KI = 1024;
const MI = KI * 1024;
const GI = MI * 1024;

const isBytes = (resource: string) => /^(memory|ephemeral-storage)$|^hugepages-/.test(resource);

/** The exact quantity, in the API's spelling; cpu is counted in thousandths, everything else in whole units. */
export function quantityOf(resource: string, amount: number): string {
  return formatQuantity({
    unscaled: BigInt(amount),
    scale: resource === 'cpu' ? -3 : 0,
    format: isBytes(resource) ? 'BinarySI' : 'DecimalSI',
    text: '',
    isBigDecimal: false,
  });
}

/** A short form: bytes in the largest fitting unit. What is missing is rounded up, what is there down. */
export function shortFormOf(resource: string, amount: number, direction: 'up' | 'down' = 'down'): string {
  if (!isBytes(resource)) return quantityOf(resource, amount);
  const [size, unit] = amount >= 10 * GI ? [GI, 'Gi'] : amount >= MI ? [MI, 'Mi'] : amount >= KI ? [KI, 'Ki'] : [1, ''];
  const round = direction === 'up' ? Math.ceil : Math.floor;
  const exact = amount / size;
  const shown = unit === 'Gi' ? round(exact * 10) / 10 : round(exact);
  return unit === 'Mi' && shown % KI === 0 ? `${shown / KI}Gi` : `${shown}${unit}`;
}

/** The number behind an exact quantity: the opposite of `quantityOf`. */
export function readQuantityOf(resource: string, text: string): number {
  return resource === 'cpu' ? milliValue(text) : value(text);
}
