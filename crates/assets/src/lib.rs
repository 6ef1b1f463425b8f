//! What the browser is sent besides pages: styles, script and font.
