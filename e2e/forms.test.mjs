// A form about a case: started, filled in part by part, completed, printed, opened again.
import { journey } from './journey.mjs';

journey('a lead professional fills in a form about a family, part by part', async (steps) => {
  const { as, open, press, fill, see, check, paper, wrong, kept, page } = steps;
  await as('lead-professional');
  await open('/cases');
  await press('Kayleigh Thorne');
  await press('Forms');
  await check('forms');
  await press('Start');
  await wrong('Choose a form of the list');
  await check('forms-errors');
  await fill({ 'Which form?': 'Mental capacity assessment' });
  await press('Start');
  await see('The form was started');
  await check('form-started');
  const form = new URL(page().url()).pathname;

  await press('Key contacts');
  await check('form-part');
  const first = { 'First name': 'Dawn', 'Relationship to person': 'Mother' };
  await fill(first);
  await press(/^Add another/);
  await see('Key contact 2');
  await kept(first);
  await check('form-part-two');
  await fill({ 'Has the documentation of authority been seen?': 'Not applicable' });
  await press('Save and continue');
  await see('Saved');
  await see('Assessment of capacity');
  await check('form-part-conditions');
  await fill({ 'What is the specific decision to take?': 'Where she lives while her mother is in hospital' });
  await press('Save and continue');
  await press('Save and continue');
  await see('That was the last part');
  await check('form-parts-done');

  await press('Complete the form');
  await see('The form is complete');
  await check('form-complete');
  await press('Read or print the answers');
  await see('Where she lives while her mother is in hospital');
  await check('form-answers');
  await paper('form-answers');
  await open(form);
  await press('Open the form again');
  await see('What was answered is kept');

  await open(`${form.split('/forms/')[0]}`);
  await press("The person's record");
  await press('All that happened, in order');
  await see('A form was completed: Mental capacity assessment.');
  await check('journey');
});
