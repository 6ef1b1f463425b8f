//! Figures for the partnership.
