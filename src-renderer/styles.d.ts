/** The build turns an imported style sheet into a `<link>`. */
declare module '*.css';
