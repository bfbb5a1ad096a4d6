import type { Bridge } from '#shared/contract.ts';
import { openWebBridge } from './web-bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload script of the desktop app; absent in a browser. */
    readonly bridge?: Bridge;
  }
}

/**
 * The way to the core: the desktop app's own channels, else the daemon's WebSocket.
 *
 * @throws {Error} with a sentence for people when this page may not have one
 */
export async function openBridge(): Promise<Bridge> {
  return window.bridge === undefined ? openWebBridge() : carryingPlainValues(window.bridge);
}

/**
 * What pages keep are proxies, which the channels of the desktop app cannot copy. What they ask for is JSON in both hosts: the contract has
 * no bytes and no bigint.
 */
function carryingPlainValues(bridge: Bridge): Bridge {
  return { ...bridge, request: (name, params) => bridge.request(name, JSON.parse(JSON.stringify(params))) };
}
