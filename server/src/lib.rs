//! What runs. [`config`] reads the settings, [`router`] puts the parts together, [`middleware`] guards every request,
//! [`enter`] is the plain HTTP of opening a link, [`cli`] the command line.

