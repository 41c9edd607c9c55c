import { useState } from 'react';

/**
 * For dialogs that no button of their own opens: Radix knows of none to give the focus back to. It goes
 * to what had it when the dialog came, or to the page where that is gone by then.
 */
export function useReturnFocus(): (event: Event) => void {
  const [opener] = useState(() => openerOf(document.activeElement));
  return (event) => {
    event.preventDefault();
    // Another dialog that came in its place has the focus by now.
    if (document.activeElement?.closest('[role="dialog"], [role="alertdialog"]')) return;
    const target = isThere(opener) ? opener : document.getElementById('main-content');
    if (target instanceof HTMLElement) target.focus();
  };
}

/** The body: nothing had the focus. Not every browser gives it to a button that is clicked. */
function isThere(opener: Element | null): opener is Element {
  return opener !== document.body && opener?.isConnected === true;
}

/** A menu goes with its items: the button that it hangs on stays. */
function openerOf(focused: Element | null): Element | null {
  const menu = focused?.closest('[role="menu"]');
  const buttonId = menu?.getAttribute('aria-labelledby');
  return typeof buttonId === 'string' ? document.getElementById(buttonId) : focused;
}
