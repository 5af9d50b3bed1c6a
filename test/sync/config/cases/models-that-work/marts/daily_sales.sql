-- {{ whatever }} in a comment is only a comment
select date(bought_at) day, sum(amount) amount, 'it''s # no comment' note
from `raw.purchases` where bought_at < {{ due_time }} group by 1;
