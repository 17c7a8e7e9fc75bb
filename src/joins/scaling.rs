//! How throughput grows with instances, by the universal scalability law.
//!
//! A load test goes in; the law's coefficients, the efficiency at the largest tested count and the
//! count with the highest throughput come out, when three counts or more were tested.

use rmpfit::{MPFitter, MPPar, MPResult};

use crate::facts::{LoadPoint, LoadTest};

/// The fewest counts of instances that say how throughput grows: the law has three unknowns.
const COUNTS: usize = 3;

/// What a load test says about growth.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scaling<'t> {
    /// The share of the work that only one instance can do at a time (the law's σ).
    pub contention: f64,
    /// What each pair of instances costs to agree (the law's κ), as a share of one instance's work.
    pub coherency: f64,
    /// The number of instances beyond which throughput falls; `None` when it does not.
    pub peak: Option<f64>,
    /// The throughput of an instance at the largest count, as a share of that at the smallest.
    pub efficiency: f64,
    /// What was measured at the smallest count.
    pub smallest: &'t LoadPoint,
    /// What was measured at the largest count.
    pub largest: &'t LoadPoint,
}

/// What `test` says about growth; `None` when it has fewer than three counts of instances.
pub(crate) fn scaling(test: &LoadTest) -> Option<Scaling<'_>> {
    let mut points: Vec<(f64, &LoadPoint)> =
        test.points.iter().filter_map(|point| Some((point.instances?, point))).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points.dedup_by(|next, kept| next.0 == kept.0);
    let (&(least, smallest), &(most, largest)) = (points.first()?, points.last()?);
    if points.len() < COUNTS {
        return None;
    }
    let measured: Vec<(f64, f64)> =
        points.iter().map(|(count, p)| (*count, p.throughput / smallest.throughput)).collect();
    let (contention, coherency) = Law::new(measured).fit()?;
    let peak = ((1.0 - contention) / coherency).sqrt();
    Some(Scaling {
        contention,
        coherency,
        peak: (coherency > NOTHING && peak.is_finite()).then(|| peak.max(1.0)),
        efficiency: (largest.throughput / most) / (smallest.throughput / least),
        smallest,
        largest,
    })
}

/// A coefficient below this is a matter of rounding.
const NOTHING: f64 = 1e-6;

/// The universal scalability law, `X(N) = λN / (1 + σ(N − 1) + κN(N − 1))`: the throughput of N
/// instances, where λ is what one does alone, σ the contention and κ the coherency.
///
/// Source: Neil J. Gunther, *Guerrilla Capacity Planning*, Springer 2007, chapters 4 to 6; and *A
/// General Theory of Computational Scalability Based on Rational Functions*, arXiv:0808.1431.
struct Law {
    /// Counts, and throughputs as multiples of that of the smallest count.
    measured: Vec<(f64, f64)>,
    bounds: [MPPar; 3],
}

impl Law {
    fn new(measured: Vec<(f64, f64)>) -> Self {
        let up_to =
            |limit_up: f64| MPPar { limited_low: true, limited_up: true, limit_up, ..MPPar::new() };
        Self { measured, bounds: [up_to(1.0), up_to(1.0), up_to(f64::MAX)] }
    }

    /// σ and κ that fit best by least squares (Levenberg–Marquardt), neither below 0.
    fn fit(mut self) -> Option<(f64, f64)> {
        let alone = self.measured.iter().map(|(count, work)| work / count);
        let mut found = [0.1, 0.01, alone.fold(0.0, f64::max)];
        self.mpfit(&mut found).ok()?;
        let [contention, coherency, _] = found;
        (contention.is_finite() && coherency.is_finite()).then_some((contention, coherency))
    }
}

impl MPFitter for Law {
    fn eval(&mut self, found: &[f64], deviates: &mut [f64]) -> MPResult<()> {
        let &[contention, coherency, alone] = found else { return Err(rmpfit::MPError::Eval) };
        for (deviate, (n, measured)) in deviates.iter_mut().zip(&self.measured) {
            let cost = 1.0 + contention * (n - 1.0) + coherency * n * (n - 1.0);
            *deviate = measured - alone * n / cost;
        }
        Ok(())
    }

    fn number_of_points(&self) -> usize {
        self.measured.len()
    }

    fn parameters(&self) -> &[MPPar] {
        &self.bounds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{FilePath, LineIndex};

    fn test(points: &[(f64, f64)]) -> LoadTest {
        let place = LineIndex::new("").place(&FilePath::new("x.csv"), "", 0..0);
        let point = |&(count, throughput): &(f64, f64)| LoadPoint {
            instances: Some(count),
            throughput,
            place: place.clone(),
        };
        LoadTest { place: place.clone(), points: points.iter().map(point).collect() }
    }

    /// What the law gives for these coefficients and 900 a second of one instance.
    fn by_the_law(contention: f64, coherency: f64, counts: &[f64]) -> LoadTest {
        let work =
            |&n: &f64| (n, 900.0 * n / (1.0 + contention * (n - 1.0) + coherency * n * (n - 1.0)));
        test(&counts.iter().map(work).collect::<Vec<_>>())
    }

    #[test]
    fn the_coefficients_that_made_the_figures_are_found_again() {
        for (contention, coherency) in [(0.05, 0.002), (0.3, 0.0), (0.0, 0.02), (0.0, 0.0)] {
            for counts in [&[1.0, 2.0, 4.0][..], &[2.0, 4.0, 8.0, 16.0, 32.0]] {
                let made = by_the_law(contention, coherency, counts);
                let found = scaling(&made).expect("three counts");
                assert!((found.contention - contention).abs() < 1e-3, "{found:?}");
                assert!((found.coherency - coherency).abs() < 1e-3, "{found:?}");
            }
        }
    }

    #[test]
    fn the_peak_and_the_efficiency_are_those_of_the_law() {
        let made = by_the_law(0.02, 0.005, &[1.0, 4.0, 16.0]);
        let found = scaling(&made).expect("three counts");
        assert_eq!(found.peak.map(f64::round), Some(14.0));
        assert!((found.efficiency - 1.0 / (1.0 + 0.02 * 15.0 + 0.005 * 240.0)).abs() < 1e-9);
        assert_eq!(scaling(&by_the_law(0.2, 0.0, &[1.0, 2.0, 3.0])).expect("three").peak, None);
    }

    #[test]
    fn fewer_than_three_counts_say_nothing() {
        assert_eq!(scaling(&test(&[(1.0, 10.0), (2.0, 19.0)])), None);
        assert_eq!(scaling(&test(&[(1.0, 10.0), (2.0, 19.0), (2.0, 19.5)])), None);
    }

    #[test]
    fn odd_figures_come_to_the_bounds_of_the_law() {
        for (figures, contention, coherency, peak) in [
            ([1.0, 1e-300, 1e300], 0.0, 0.0, None),
            ([1.0, 9.0, 900.0], 0.0, 0.0, None),
            ([5.0, 5.0, 5.0], 1.0, 0.0, None),
            ([9.0, 5.0, 1.0], 1.0, 1.0, Some(1.0)),
        ] {
            let test = test(&[(1.0, figures[0]), (2.0, figures[1]), (3.0, figures[2])]);
            let found = scaling(&test).expect("three counts");
            assert!((found.contention - contention).abs() < 1e-6, "{figures:?}: {found:?}");
            assert!((found.coherency - coherency).abs() < 1e-6, "{figures:?}: {found:?}");
            assert_eq!(found.peak, peak, "{figures:?}");
        }
    }
}
