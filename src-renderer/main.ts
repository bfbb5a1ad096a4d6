import { mount } from 'svelte';
import App from './App.svelte';
import { openBridge } from './bridge.ts';
import './styles/tokens.css';
import './styles/base.css';

// A fresh link pasted into this very tab changes only the fragment: start over, so that its token is traded.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) location.reload();
});

const target = document.getElementById('app');
if (target) mount(App, { target, props: { opening: openBridge() } });
