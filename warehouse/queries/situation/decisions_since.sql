-- How many decisions of each verdict analysts made after a moment; those taken back or not applicable are left out.
SELECT verdict, count(*) AS decisions
FROM decisions
WHERE made_at > $since::TIMESTAMPTZ AND state = 'in_force'
GROUP BY verdict
ORDER BY verdict
