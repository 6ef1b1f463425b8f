// What a family agrees to, whom they exclude, what is shared or kept back, and the form to sign.

export async function consent(steps, home) {
  await said(steps, home);
  await excluded(steps, home);
  await shared(steps);
  const { open, press, see, check, paper } = steps;
  await press('Form to print and sign');
  await see('With whom not');
  await check('consent-form');
  await paper('consent-form');
  await open('/consents');
  await see('In no case that you lead');
  await check('consents');
  await open(home);
}

async function said({ open, press, fill, see, check, wrong }, home) {
  await open(home);
  await press('Record consent');
  await check('consent-new');
  await press('Record consent');
  await wrong('Select what it is about');
  await wrong('Select who decided');
  await wrong('Enter who said it');
  await check('consent-new-errors');
  const sharing = { 'What is it about?': 'That information about them is shared' };
  const who = { 'Who said it, and how do you know?': 'Amina’s mother, on the telephone today' };
  const parent = { 'Who decided?': 'Somebody with parental responsibility' };
  const withdrawn = { 'What did they say?': 'They agreed before, and have withdrawn it' };
  await fill({ ...sharing, ...withdrawn, ...parent, ...who });
  await press('Record consent');
  await see('Consent to sharing was withdrawn.');
  await check('consent-withdrawn');
  await press('Record consent');
  await fill({ ...sharing, 'What did they say?': 'They agreed', ...parent, ...who });
  await press('Record consent');
  await see('What they said was recorded');
}

async function excluded({ as, open, press, fill, see, check, wrong }, home) {
  await as('coordinator');
  await open(`${home}/consent`);
  await press('Exclude an organisation');
  await check('exclusion');
  await press('Exclude them now');
  await wrong('Select the organisations that must not be told');
  await wrong('Enter what the family said');
  await check('exclusion-errors');
  await fill({ 'Which organisations did the family exclude?': ['Northmere Police'] });
  await fill({ 'What did the family say?': 'They do not want to meet them again' });
  await press('Exclude them now');
  await see('They were excluded');
  await see('It does not stop what somebody says in a meeting');
  await as('lead-professional');
  await open(`${home}/consent`);
  await see('Northmere Police');
}

async function shared({ press, fill, see, check, wrong }) {
  await press('Record a decision to share, or not to');
  await check('sharing');
  await press('Record decision');
  await wrong('Select what was decided');
  await wrong('Select with whom, or enter who else');
  await check('sharing-errors');
  await fill({ 'What was decided?': 'Not to share it with them', 'With whom?': 'Northmere Police' });
  await fill({ 'What is it about?': 'Where they move', 'Why?': 'The family asked us not to, and nobody is at risk' });
  await press('Record decision');
  await see('The decision was recorded');
  await see('Where they move');
  await check('consent-page');
}
