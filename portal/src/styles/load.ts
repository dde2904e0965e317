// What every page needs. Components and pages bring the rest.
import './tokens.css';
import './base.css';
import '../ui/badge.css';
import '../ui/card.css';
import './shell.css';
