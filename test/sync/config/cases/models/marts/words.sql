select *
from `raw.users_{{ due_time }}`, raw.events_{{ today }}
where day = {{ ds }}
  and text = "on {{ due_date }}" and hour = {{ due_hour_nodash }}
