//! What the browser keeps by itself, through gloo-storage: the only file that names localStorage. Never a secret.
